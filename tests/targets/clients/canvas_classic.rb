# `ruby canvas_classic.rb CANVAS FOLDER`: Canvas's Classic Quizzes read the migrated package in FOLDER/out and mark answers.
#
# CANVAS is the source of canvas-lms. FOLDER/units.json is a list of items: their identifier, points and what is said
# to each (a text, texts by the names of blanks, or places of options from 0). Printed is a JSON object with the points
# of each answer by identifier. Canvas's converter and its question classes do the work; what Rails is asked for around them is
# defined here, with no more than they use.
require 'json'; require 'logger'; require 'set'; require 'cgi'; require 'uri'; require 'bigdecimal'; require 'bigdecimal/util'
require 'forwardable'; require 'digest'; require 'pathname'
require 'active_support/all'; require 'nokogiri'; require 'sanitize'

CANVAS, FOLDER = ARGV.map { |path| File.expand_path(path) }
EXPORTER = "#{CANVAS}/gems/plugins/qti_exporter/lib/qti"
$:.unshift "#{CANVAS}/gems/canvas_sanitize/lib", "#{CANVAS}/gems/plugins/qti_exporter/lib"

module URI; def self.unescape(text) = CGI.unescape(text); end
def BigDecimal.new(text) = BigDecimal(text)
module I18n; def self.t(*told) = told.inspect; end
module Canvas; module Migration; LOG = Logger.new($stderr); def self.logger = LOG; end; end
module CC; module CCHelper; OBJECT_TOKEN = '$CANVAS_OBJECT_REFERENCE$'; end; end
module CanvasSort; First = -Float::INFINITY; end
module Rails; def self.root = Pathname.new('/nowhere'); end
module Quizzes; module QuizQuestion; end; end
def require_dependency(*) = nil

require 'canvas_sanitize'
require "#{CANVAS}/lib/canvas/migration/xml_helper"

# Of two files that want a database, what the converter and the question classes take from them.
class AssessmentQuestion
  source = File.read("#{CANVAS}/app/models/assessment_question.rb")
  class_eval source[/  ALL_QUESTION_TYPES = .*?\]\n/m]
  class_eval source[/  def self\.variable_id.*?\n  end\n/m]
end
module Qti
  class Converter
    source = File.read("#{EXPORTER}/converter.rb")
    %w[IMS_MD QTI_2_1_URL QTI_2_0_URL QTI_2_0_ITEM_URL QTI_2_1_ITEM_URL].each { |name| class_eval source[/^  #{name} = .*$/] }
  end
end
%w[flavors html_helper assessment_item_converter associate_interaction calculated_interaction choice_interaction extended_text_interaction
   fill_in_the_blank numeric_interaction order_interaction question_type_educated_guesser].each { |name| require "#{EXPORTER}/#{name}" }
%w[raw_fields question_data answer_group user_answer base text_only_question multiple_choice_question multiple_answers_question
   numerical_question short_answer_question fill_in_multiple_blanks_question essay_question unknown_question].each do |name|
  load "#{CANVAS}/app/models/quizzes/quiz_question/#{name}.rb"
end

# What the page leaves of a number that is typed: four decimals, or nothing.
def left_by_the_page(text)
  plain = text.delete(',').sub(/^\+/, '')
  plain.match?(/\A\s*-?[0-9]*\.?[0-9]+(e-?[0-9]+)?\s*\z/) ? format('%.4f', plain.to_f) : ''
end

def fields(question, said)
  own = "question_#{question[:id]}"
  case question[:question_type]
  when 'fill_in_multiple_blanks_question'
    said.to_h { |name, text| ["#{own}_#{AssessmentQuestion.variable_id(name)}", text] }
  when 'multiple_choice_question'
    said.to_h { |place| [own, question[:answers][place][:id].to_s] }
  when 'multiple_answers_question'
    question[:answers].each_with_index.to_h { |answer, place| ["#{own}_answer_#{answer[:id]}", said.include?(place) ? '1' : '0'] }
  when 'numerical_question' then { own => left_by_the_page(said) }
  else { own => said }
  end
end

manifest = Nokogiri::XML(File.open("#{FOLDER}/out/imsmanifest.xml"))
files = manifest.css('file').to_h { |file| [file['href'], Digest::MD5.hexdigest(file['href'])] }
found = manifest.css('manifest resources resource[type^=imsqti_item_xmlv2p]').to_h do |item|
  question = Qti::AssessmentItemConverter.create_instructure_question(
    file_path_map: files, sorted_file_paths: files.keys.sort_by(&:length), flavor: nil, manifest_node: item, base_dir: "#{FOLDER}/out"
  )
  [question[:migration_id], question]
end
marks = JSON.parse(File.read("#{FOLDER}/units.json")).to_h do |unit|
  question = found.fetch(unit['ident'])
  abort "#{unit['ident']}: #{question[:qti_error] || question[:import_error]}" if question[:qti_error] || question[:import_error]
  abort "#{unit['ident']}: #{question[:points_possible]} points" if (question[:points_possible] - unit['points']).abs > 1e-6
  # Questions that are imported are kept, and read again with names of either kind.
  kept = question.with_indifferent_access.merge(id: 77)
  points = unit['said'].map do |said|
    answer = Quizzes::QuizQuestion::Base.from_question_data(kept).score_question(fields(kept, said).with_indifferent_access)
    answer.correctness ? answer.score.to_f : 0.0
  end
  [unit['ident'], points]
end
puts JSON.generate(marks)
