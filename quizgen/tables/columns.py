"""What a column holds, by the words that people and learning systems put above it."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from quizgen.pattern import pattern


@lru_cache(maxsize=4096)
def bare(header: str) -> str:
    """A header without case, accents and punctuation.

    >>> bare("E-Mail 1 - Value"), bare("Prénom"), bare("student_id")
    ('e mail 1 value', 'prenom', 'student id')
    """
    decomposed = unicodedata.normalize("NFKD", header.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _words(text: str) -> tuple[str, ...]:
    return tuple(
        " ".join(line.split()) for line in text.replace("\n", ",").split(",") if line.strip()
    )


# Numbers that an institution gives, before those of a learning system, before names to log in.
IDS = _words("""
    student number, student no, student id, student id number, studentid, studentnumber, matriculation number, matriculation no,
    matrikelnummer, matrikel nr, matr nr, matrnr, matrikel, id number, idnumber, id nummer, numero d identification,
    numero de id, numero d etudiant, numero di matricola, matricola, sis user id, sis id, user id, userid, sid, orgdefinedid,
    org defined id, external id, id, canvas user id, canvas id, sis login id, login id, loginid, login, username,
    user name, anmeldename, benutzername, nom d utilisateur, nombre de usuario, netid, net id, uniqname, kennung, uid
""")
_NAMES = _words("""
    student, students, name, names, namen, full name, fullname, student name, display name, short name, sortable name, teilnehmer, teilnehmerin,
    teilnehmer in, teilnehmerinnen, teilnehmende, studierende, studierender, studentin, student in, studierende r, nachname vorname, name vorname, vollstandiger name,
    vor und nachname, vorname und nachname, vorname nachname, nom complet, nom et prenom, etudiant, nombre completo, alumno, estudiante, nombre y apellidos,
    nome completo, studente, participant, participants, learner, learners, who, wer
""")
# The sortable and the short name are taken only where no other name is there.
SECOND_CHOICE = frozenset({"sortable name", "short name", "display name"})
ROLES: Mapping[str, tuple[str, ...]] = {
    "id": IDS,
    "email": _words("""
        email, e mail, mail, email address, e mail address, emailaddress, emailadresse, e mail adresse, mailadresse, mail adresse,
        adresse e mail, adresse de courriel, adresse electronique, courriel, direccion de correo, correo, correo electronico,
        direccion de correo electronico, indirizzo email, indirizzo e mail, e mail 1 value, email 1 value, nutzername, student email, school email
    """),
    "name": _NAMES,
    "first": _words("first name, firstname, first, given name, given names, givenname, forename, vorname, vornamen, prenom, nombre, nombres, nome"),
    "last": _words("last name, lastname, last, surname, family name, familyname, nachname, familienname, nom, nom de famille, apellido, apellidos, apellido s, cognome"),
    "question": _words("""
        question, questions, question id, question no, question number, question name, q, item, item id, task, problem, exercise, field,
        frage, fragen, frage nr, frage nummer, fragennummer, aufgabe, aufgaben, aufgabe nr, aufgabennummer, pregunta, domanda
    """),
    "part": _words("part, part id, subquestion, sub question, teil, teilaufgabe, teilfrage, partie"),
    "answer": _words("""
        answer, answers, response, responses, reply, student answer, students answer, student response, your answer, given answer, submitted answer, submission,
        value, text, antwort, antworten, losung, eingabe, abgegebene antwort, reponse, reponses, respuesta, respuestas, risposta
    """),
    "date": _words("""
        timestamp, time stamp, time, date, date time, datetime, submitted, submitted at, submitted on, submission time, submission date, time submitted, date submitted, completed,
        finished, zeitstempel, zeit, datum, uhrzeit, abgegeben, abgegeben am, abgabezeit, beendet, eingereicht, horodateur, termine, marca temporal, finalizado,
        informazioni cronologiche
    """),
    "group": _words("group, groups, group name, team, gruppe, gruppen, groupe, groupes, grupo, grupos"),
    "version": _words("version, form, variant, sheet version, fassung, variante"),
    "extension": _words("""
        extension, extended, extended due, extended until, extended due date, new due date, due, due date, deadline, own due date, verlangerung, verlangert bis,
        fristverlangerung, frist, abgabe bis, abgabefrist
    """),
    "extra_time": _words("""
        extra time, extra minutes, extra, additional time, time extension, time multiplier, extra time minutes, extra time percent, accommodation, accommodations,
        zeitverlangerung, zeitzuschlag, nachteilsausgleich, verlangerung minuten
    """),
    "role": _words("role, roles, rolle, rollen, rol, roles en el curso, ruolo, group status, enrollment type, enrolment type"),
}  # fmt: skip
_OF = {word: role for role, words in ROLES.items() for word in words}


def role(header: str) -> str:
    """What a column holds, by its header; empty for one that says nothing of the kind.

    >>> role("E-Mail-Adresse"), role("Matrikelnummer"), role("Antwort"), role("1a")
    ('email', 'id', 'answer', '')
    """
    return _OF.get(named(header), "")


# Words that a form puts before the name of a column, and around it.
_ASKED = pattern(
    r"^(?:bitte |please )?(?:enter |type |write |give |state |provide |fill in |geben sie |gib )?(?:us )?(?:what is |what s |wie lautet |wie ist |quel est |cual es )?"
    r"(?:your own |your |the |ihre?n? |deine?n? |eure?n? |votre |ton |ta |tu |su |il tuo |la tua |il |la |le |el )"
    r"|^(?:bitte |please )(?:enter |type |write |give |state |provide )?"
)
_HERE = pattern(
    r" (?:here|below|hier|eingeben|angeben|ein|an|ici|aqui|required|optional|pflichtfeld)$"
)


# A question may ask for a value, a group or a time, but hardly for a name.
_PEOPLE = frozenset({"name", "first", "last", "id", "email"})


@lru_cache(maxsize=4096)
def named(header: str) -> str:
    """The bare name of a column, without the words with which a form asks for it.

    >>> named("What is your full name?"), named("E-Mail (required)"), named("Student ID (8 digits)")
    ('full name', 'e mail', 'student id')
    """
    whole = bare(header)
    outside = bare(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", header))
    for found in (whole, outside):
        asked = _HERE.sub("", found)
        for name in (found, asked, _ASKED.sub("", asked, count=1)):
            if name in _OF and (name == whole or _OF[name] in _PEOPLE):
                return name
    return whole


def id_rank(header: str) -> int:
    """Which of several columns with ids is taken: the least."""
    return IDS.index(named(header))
