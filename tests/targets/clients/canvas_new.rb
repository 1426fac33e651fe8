# `ruby canvas_new.rb QTI FOLDER`: New Quizzes' public reader reads the package in FOLDER/source; answers are marked as Canvas documents it.
#
# QTI is the source of the gem `qti`; the rest is that of `canvas_classic.rb`. What is marked, and how numbers, blanks and options
# are compared, is the reader's own data; the program that compares them is not public.
require 'json'; require 'set'; require 'bigdecimal'; require 'bigdecimal/util'; require 'logger'; require 'cgi'
require 'active_support/all'

QTI, FOLDER = ARGV.map { |path| File.expand_path(path) }
# What the gem needs to write packages, or to read MathML, which no item has.
module Dry
  def self.Types(*) = Module.new
  class Struct
    def self.method_missing(*, **) = nil
    def self.respond_to_missing?(*) = true
    def self.const_missing(_) = Dry::Struct
  end
  module Types; Undefined = Object.new; end
end
module Mathml2latex
  INSTUCTURE_LATEX_NS = 'urn:none'
  class Converter
    def replace_with_latex(document) = document.at_xpath('//*[local-name()="math"]') && raise('MathML')
  end
end
%w[dry-struct mathml2latex qti/assessment_item_exporter qti/content_packaging qti/exporter qti/content_packaging/assessment_item
   qti/content_packaging/assessment_test qti/content_packaging/choice_interaction qti/content_packaging/outcome_declaration
   qti/content_packaging/simple_choice].each { |name| $LOADED_FEATURES << "#{name}.rb" }
$:.unshift "#{QTI}/lib"
require 'qti'

def number(text)
  BigDecimal(text.to_s.strip)
rescue ArgumentError
  nil
end

def plain(text) = text.to_s.strip.downcase

def near?(value, known)
  case known.type
  when 'exactResponse' then number(known.value) == value
  when 'withinARange' then value.between?(number(known.start), number(known.end))
  when 'marginOfError'
    margin = number(known.margin)
    margin *= number(known.value).abs / 100 if known.margin_type == 'percent'
    (value - number(known.value)).abs <= margin
  else abort known.type
  end
end

# The share that an answer to an item earns.
def share(model, known, said, single)
  case model.class.name.split('::').last
  when 'NumericInteraction'
    value = number(said)
    value && known.any? { |one| near?(value, one) } ? 1.0 : 0.0
  when 'FillBlankInteraction'
    texts = ->(own, text) { plain(text) != '' && own.any? { |one| plain(one.values) == plain(text) } ? 1.0 : 0.0 }
    return texts.(known, said) unless model.canvas_multiple_fib?
    blanks = model.canvas_fib_responses.map { |blank| blank[:id] }
    keys = known.group_by { |one| one.parent_identifier.to_s }
    abort "blanks #{blanks}, keys #{keys.keys}" unless blanks.sort == keys.keys.sort
    blanks.sum { |blank| texts.(keys[blank], said[blank.delete_prefix('response_')]) } / blanks.size
  when 'ChoiceInteraction'
    chosen = said.map { |place| model.answers[place].identifier }
    right = known.map(&:values)
    return chosen == right ? 1.0 : 0.0 if single
    return chosen.empty? ? 1.0 : 0.0 if right.empty?
    [0.0, ((chosen & right).size - (chosen - right).size).fdiv(right.size)].max
  else abort model.class.name
  end
end

importer = Qti::Importer.new("#{FOLDER}/source")
items = importer.assessment_item_refs.flat_map do |reference|
  group = importer.create_question_group(reference)
  abort 'a group gives more than one' unless group.selection_number == 1
  group.items.map { |item| group.create_assessment_item(item) }
end.to_h { |item| [item.identifier, item] }
marks = JSON.parse(File.read("#{FOLDER}/units.json")).to_h do |unit|
  item = items.fetch(unit['ident'])
  abort "#{unit['ident']}: #{item.points_possible} points" if (item.points_possible.to_f - unit['points']).abs > 1e-6
  model, known = item.interaction_model, item.scoring_data_structs
  [unit['ident'], unit['said'].map { |said| share(model, known, said, unit['single']) * unit['points'] }]
end
puts JSON.generate(marks)
