# The redacting half: selectors, records, the redactor, and the verifier that shares nothing with it but the parser's tokens.
concordat_library(policy_selector
  SOURCES model/selector.cc model/selectors/hl7_selector.cc model/selectors/opaque_selector.cc
  DEPENDS protocol_base)

find_package(ICU REQUIRED COMPONENTS i18n uc)  # Unicode: compatibility forms, look-alikes, and what a reader takes for one character

concordat_library(policy_redact
  SOURCES
    redact/facts.cc redact/record.cc redact/record_index.cc redact/redactor.cc redact/treatments.cc
    redact/hl7/hl7_decisions.cc redact/hl7/hl7_index.cc redact/hl7/hl7_record.cc redact/hl7/hl7_scrub.cc redact/hl7/hl7_settlement.cc
    redact/hl7/hl7_structure.cc redact/hl7/hl7_writer.cc
    redact/json/decisions.cc redact/json/element_part.cc redact/json/fhir_structure.cc redact/json/json_record.cc
    redact/json/member_names.cc redact/json/record_reader.cc
    redact/json/record_references.cc redact/json/required_elements.cc redact/json/selector_tree.cc redact/json/settlement.cc
    redact/json/writer.cc
    redact/opaque/file_name.cc redact/opaque/opaque_record.cc redact/opaque/payload_index.cc
    redact/value/free_text.cc redact/value/narrative.cc redact/value/patterns.cc redact/value/date.cc redact/value/postcode.cc
    redact/value/pseudonym.cc redact/value/transform.cc
    redact/value/words/clinical_words.cc redact/value/words/disguises.cc redact/value/words/escapes.cc
    redact/value/words/plain_text.cc redact/value/words/runs.cc redact/value/words/withheld_dates.cc
    redact/value/words/withheld_values.cc
  DEPENDS crypto_primitive policy_model policy_selector protocol_hl7 protocol_json protocol_media)
target_link_libraries(policy_redact PRIVATE ICU::i18n ICU::uc)

concordat_library(policy_verify
  SOURCES
    verify/action_result.cc verify/verifier.cc
    verify/hl7/hl7_rules.cc verify/hl7/hl7_selectors.cc verify/hl7/hl7_verifier.cc
    verify/json/fhir_rules.cc verify/json/json_verifier.cc verify/json/selector_table.cc verify/json/word.cc
    verify/opaque/payload_check.cc
  DEPENDS policy_selector protocol_hl7 protocol_json)
target_link_libraries(policy_verify PRIVATE ICU::uc)
