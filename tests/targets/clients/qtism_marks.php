<?php
// `php qtism_marks.php SOURCE TRIED`: scores by TAO's engine, whose source is in the folder SOURCE.
// TRIED is JSON: pairs of an item (its XML, version 2.1) and the responses to it, lists of texts by name.
// Each is one attempt at one item session. Printed is a list of scores.
spl_autoload_register(function ($name) use ($argv) {
    $file = $argv[1] . '/src/' . str_replace('\\', '/', $name) . '.php';
    if (is_file($file)) {
        require $file;
    }
});

use qtism\common\datatypes\QtiString;
use qtism\common\datatypes\QtiIdentifier;
use qtism\common\datatypes\QtiFloat;
use qtism\common\datatypes\QtiInteger;
use qtism\common\enums\BaseType;
use qtism\common\enums\Cardinality;
use qtism\data\storage\xml\XmlDocument;
use qtism\runtime\common\MultipleContainer;
use qtism\runtime\common\State;
use qtism\runtime\common\ResponseVariable;
use qtism\runtime\tests\AssessmentItemSession;

/** A text as the type of the variable; null where it is none, as a page sends nothing then. */
function typed(string $text, int $type)
{
    switch ($type) {
        case BaseType::STRING:
            return new QtiString($text);
        case BaseType::IDENTIFIER:
            return new QtiIdentifier($text);
        case BaseType::FLOAT:
            return is_numeric(trim($text)) ? new QtiFloat((float) $text) : null;
        case BaseType::INTEGER:
            return preg_match('/^[+-]?[0-9]+$/', trim($text)) ? new QtiInteger((int) $text) : null;
    }
    throw new RuntimeException('a response of another type: ' . $type);
}

$scores = [];
$last = '';
foreach (json_decode(file_get_contents($argv[2]), true) as [$xml, $said]) {
    if ($xml !== $last) {
        $document = new XmlDocument('2.1');
        $document->loadFromString($xml);
        $last = $xml;
    }
    $session = new AssessmentItemSession($document->getDocumentComponent());
    $session->beginItemSession();
    $session->beginAttempt();
    $state = new State();
    foreach ($session as $variable) {
        $name = $variable->getIdentifier();
        if (!($variable instanceof ResponseVariable) || !isset($said[$name])) {
            continue;
        }
        $type = $variable->getBaseType();
        $values = array_map(fn ($text) => typed($text, $type), $said[$name]);
        $one = $variable->getCardinality() === Cardinality::SINGLE;
        $value = $one ? $values[0] : new MultipleContainer($type, $values);
        $state->setVariable(new ResponseVariable($name, $variable->getCardinality(), $type, $value));
    }
    $session->endAttempt($state);
    $scores[] = $session['SCORE']->getValue();
}
echo json_encode($scores), "\n";
