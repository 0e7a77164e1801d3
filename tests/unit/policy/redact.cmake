concordat_test(policy_redact_test
  SOURCES hl7_redactor_test.cc redaction.cc redactor_test.cc selector_test.cc transform_test.cc verifier_test.cc
  DEPENDS policy_redact policy_verify policy_plan)

concordat_test(policy_redact_property_test
  SOURCES redaction.cc leaf_oracle.cc redact_property_test.cc
  DEPENDS policy_redact policy_verify policy_plan Boost::json)

concordat_test(policy_hl7_equivalence_test
  SOURCES hl7_equivalence_test.cc redaction.cc
  DEPENDS policy_redact policy_verify small_policy)

concordat_test(policy_hl7_vocabulary_test SOURCES hl7_vocabulary_test.cc DEPENDS policy_redact small_policy)

concordat_test(hl7_verifier_test
  SOURCES hl7_verifier_test.cc
  DEPENDS policy_verify policy_plan)

find_package(ICU REQUIRED COMPONENTS i18n uc)
find_library(RE2_LIBRARY re2 REQUIRED)  # its pkg-config would ask for other flags than the precompiled header's
concordat_test(policy_free_text_test
  SOURCES clinical_words_test.cc free_text_property_test.cc free_text_test.cc patterns_test.cc
  DEPENDS policy_redact ${RE2_LIBRARY} ICU::i18n ICU::uc)
