# The redacting half: selectors, records, the redactor, and the verifier that shares nothing with it but the parser's tokens.
concordat_library(policy_selector
  SOURCES model/selector.cc
  DEPENDS protocol_base)

concordat_library(policy_redact
  SOURCES redact/decisions.cc redact/element_part.cc redact/fhir_structure.cc redact/free_text.cc redact/member_names.cc
          redact/patterns.cc redact/record.cc redact/record_reader.cc redact/record_references.cc redact/redactor.cc
          redact/settlement.cc
          redact/selector_tree.cc redact/transform.cc redact/writer.cc
  DEPENDS policy_selector protocol_json)

concordat_library(policy_verify
  SOURCES verify/action_result.cc verify/fhir_rules.cc verify/selector_table.cc verify/verifier.cc
  DEPENDS policy_selector protocol_json)
