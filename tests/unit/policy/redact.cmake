concordat_test(policy_redact_test
  SOURCES
    fhir_copies_test.cc fhir_modifiers_test.cc fhir_required_test.cc fhir_shape_test.cc free_text_test.cc hl7_redactor_test.cc own_words.cc redaction.cc
    redactor_test.cc selector_test.cc transform_test.cc verifier_test.cc
  DEPENDS policy_redact policy_verify policy_plan)

concordat_test(policy_redact_property_test
  SOURCES redaction.cc leaf_oracle.cc redact_property_test.cc
  DEPENDS policy_redact policy_verify policy_plan Boost::json)

concordat_test(hl7_verifier_test
  SOURCES hl7_verifier_test.cc
  DEPENDS policy_verify policy_plan)
