# The deciding half: files -> model -> checked -> compiled -> decisions.
concordat_library(policy_model
  SOURCES problem.cc model/action.cc model/agreement.cc model/vocabulary.cc
  DEPENDS protocol_base policy_selector)

concordat_library(policy_source
  SOURCES source/day.cc source/fields.cc source/node.cc source/scan.cc source/suggestion.cc source/yaml.cc
  DEPENDS policy_model protocol_json)
target_link_libraries(policy_source PRIVATE yaml-cpp date::date-tz)

concordat_library(policy_plan
  SOURCES compile/canonical_json.cc compile/plan.cc compile/plan_text.cc
  DEPENDS policy_model protocol_json crypto_primitive)

concordat_library(policy_load
  SOURCES load/agency.cc load/agreement.cc load/policy.cc load/purpose.cc load/vocabulary.cc
  DEPENDS policy_source policy_plan)

concordat_library(policy_decide
  SOURCES
    check/actions.cc check/check.cc check/conflicts.cc check/formats.cc check/identities.cc check/items.cc check/lawful_basis.cc check/terms.cc
    compile/compile.cc compile/decision_table.cc compile/merge.cc compile/name_table.cc compile/resolve.cc compile/shadow.cc
    compile/table_builder.cc
    decide/decide.cc decide/nearest_miss.cc policy_set.cc sign/effect.cc sign/narrowing.cc sign/signature.cc sign/terms.cc
    sign/terms_json.cc
  DEPENDS policy_load policy_redact policy_verify crypto_note)

concordat_library(policy_explain
  SOURCES explain/explain.cc explain/explain_json.cc explain/words.cc
  DEPENDS policy_decide)

# The whole policy at once: every disclosure that it permits, and how two policies differ.
concordat_library(policy_survey
  SOURCES
    survey/coverage.cc survey/difference.cc survey/disclosures.cc survey/effect.cc survey/pairing.cc survey/parties.cc
    survey/places.cc survey/sentences.cc survey/shift.cc survey/who.cc
  DEPENDS policy_decide policy_explain)

# Standing apart: how the files look, which changes nothing of what they say.
concordat_library(policy_format
  SOURCES
    format/comment_reader.cc format/format.cc format/key_order.cc format/layout_reader.cc format/layout_writer.cc
    format/scalar_text.cc format/settle.cc
  DEPENDS policy_source)
