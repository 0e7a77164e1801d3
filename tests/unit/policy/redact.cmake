concordat_test(policy_redact_test
  SOURCES hl7_redactor_test.cc opaque_test.cc redaction.cc redactor_test.cc selector_test.cc transform_test.cc treatments_test.cc verifier_test.cc
  DEPENDS policy_redact policy_verify policy_plan)

# What proves that redaction leaks nothing: what must happen to each leaf, worked out without the redactor.
add_library(leaf_ledger STATIC redaction/fhir_r4.cc redaction/hl7_duties.cc redaction/hl7_ledger.cc
  redaction/hl7_message.cc redaction/json_tree.cc redaction/leaf_ledger.cc
  redaction/ledger_reading.cc redaction/slow_change.cc redaction/slow_selectors.cc)
target_include_directories(leaf_ledger PUBLIC ${PROJECT_SOURCE_DIR})
find_library(RE2_LIBRARY re2 REQUIRED)  # its pkg-config would ask for other flags than the precompiled header's
target_link_libraries(leaf_ledger PUBLIC policy_redact policy_verify policy_plan Boost::json ${RE2_LIBRARY})
add_library(redaction_samples STATIC redaction/canary.cc redaction/samples.cc)
target_compile_definitions(redaction_samples PRIVATE CONCORDAT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(redaction_samples PUBLIC leaf_ledger policy_decide)

concordat_test(policy_redaction_ledger_test SOURCES redaction.cc redaction/leaf_ledger_test.cc DEPENDS redaction_samples)
concordat_test(policy_redaction_canary_test
  SOURCES redaction.cc redaction/canary_test.cc redaction/words_test.cc
  DEPENDS redaction_samples)
concordat_test(policy_redaction_hostile_test SOURCES redaction.cc redaction/hostile_test.cc DEPENDS redaction_samples)
concordat_test(policy_redaction_property_test
  SOURCES redaction.cc redaction/properties_test.cc
  DEPENDS redaction_samples protocol_native)
concordat_test(policy_redaction_hl7_test SOURCES redaction.cc redaction/hl7_leaf_test.cc DEPENDS redaction_samples)

concordat_test(policy_hl7_equivalence_test
  SOURCES hl7_equivalence_test.cc redaction.cc
  DEPENDS policy_redact policy_verify small_policy)

concordat_test(policy_hl7_vocabulary_test SOURCES hl7_vocabulary_test.cc DEPENDS policy_examples small_policy)

concordat_test(hl7_verifier_test
  SOURCES hl7_verifier_test.cc
  DEPENDS policy_verify policy_plan)

concordat_test(hl7_verifier_property_test
  SOURCES hl7_verifier_property_test.cc redaction.cc
  DEPENDS policy_redact policy_verify policy_plan)

find_package(ICU REQUIRED COMPONENTS i18n uc)
concordat_test(policy_free_text_test
  SOURCES clinical_words_test.cc free_text_property_test.cc free_text_test.cc patterns_test.cc
  DEPENDS policy_redact ${RE2_LIBRARY} ICU::i18n ICU::uc)
