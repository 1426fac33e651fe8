<?php
// `php moodle_marks.php MOODLE FILE ANSWERS`: FILE is imported into the database of the Moodle installed in the folder MOODLE.
// ANSWERS is JSON: for each of its questions in order, the attempts at it; in each, what is said to each blank of the question (a
// text, or the places of options from 0).
// Each attempt is one of Moodle's question engine, "deferred feedback". Printed are, for each question, its
// maximum, the weights of its blanks, and for each attempt the mark with the share of each blank.
define('CLI_SCRIPT', true);
require $argv[1] . '/config.php';
require_once $CFG->libdir . '/questionlib.php';
require_once $CFG->dirroot . '/question/engine/lib.php';
require_once $CFG->dirroot . '/question/format.php';
require_once $CFG->dirroot . '/question/format/xml/format.php';

/** The submitted fields of what is said to one blank. */
function fields($question, $said, string $prefix = ''): array
{
    if (!$question instanceof qtype_multichoice_base) {
        return [$prefix . 'answer' => $said];
    }
    if ($question instanceof qtype_multichoice_multi_question) {
        return array_combine(
            array_map(fn ($place) => "{$prefix}choice$place", $said),
            array_fill(0, count($said), '1')
        );
    }
    return $said ? [$prefix . 'answer' => (string) $said[0]] : [];
}

/** The mark of an attempt and the share of each blank. */
function attempt($question, array $said, ?string $page): array
{
    $usage = question_engine::make_questions_usage_by_activity('core_question_preview', context_system::instance());
    $usage->set_preferred_behaviour('deferredfeedback');
    $slot = $usage->add_question($question, $question->defaultmark);
    $usage->start_question($slot);
    $whole = $question instanceof qtype_multianswer_question;
    $sent = [];
    foreach ($said as $place => $own) {
        $one = $whole ? $question->subquestions[$place + 1] : $question;
        $sent += fields($one, $own, $whole ? 'sub' . ($place + 1) . '_' : '');
    }
    $sent = array_filter($sent, fn ($text) => $text !== '');
    if ($sent) {
        $usage->process_action($slot, $sent);
    }
    $usage->finish_all_questions();
    $shares = [];
    foreach ($whole ? $question->subquestions : [] as $place => $one) {
        $own = (new question_attempt_step_subquestion_adapter(null, "sub{$place}_"))->filter_array($sent);
        $shares[] = $one->is_gradable_response($own) ? (float) $one->grade_response($own)[0] : 0.0;
    }
    if ($page) {
        $options = new question_display_options();
        file_put_contents($page, $usage->render_question($slot, $options, '1'));
    }
    return [(float) $usage->get_question_mark($slot), $shares];
}

\core\session\manager::set_user(get_admin());
$course = get_course(SITEID);
$context = context_course::instance(SITEID);
$PAGE->set_context($context);
$PAGE->set_url('/');
$format = new qformat_xml();
$format->setCategory(question_get_top_category($context->id, true));
$format->setContexts([$context]);
$format->setCourse($course);
$format->setFilename($argv[2]);
$format->setRealfilename(basename($argv[2]));
$format->setMatchgrades('error');
$format->setCatfromfile(true);
$format->setContextfromfile(false);
$format->setStoponerror(true);
$format->set_display_progress(false);
$done = $format->importpreprocess() && $format->importprocess() && $format->importpostprocess();
if (!$done) {
    fwrite(STDERR, "Moodle refused the file\n");
    exit(1);
}
$answers = json_decode(file_get_contents($argv[3]), true);
if (count($format->questionids) !== count($answers)) {
    fwrite(STDERR, count($format->questionids) . ' questions imported, ' . count($answers) . " expected\n");
    exit(1);
}
$found = [];
foreach ($format->questionids as $number => $id) {
    $question = question_bank::load_question($id, false);
    $weights = $question instanceof qtype_multianswer_question
        ? array_map(fn ($one) => (float) $one->defaultmark, array_values($question->subquestions)) : [];
    $page = isset($argv[4]) ? "$argv[4]/$number.html" : null;
    $marks = array_map(fn ($said) => attempt($question, $said, $page), $answers[$number]);
    $found[] = ['type' => $question->qtype->name(), 'most' => (float) $question->defaultmark, 'weights' => $weights, 'marks' => $marks];
}
echo "\n", json_encode($found, JSON_THROW_ON_ERROR), "\n";
