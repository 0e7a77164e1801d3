add_library(generated_policy STATIC generated_policy.cc)
target_link_libraries(generated_policy PUBLIC small_policy PRIVATE rapidcheck)

concordat_test(policy_difference_property_test SOURCES difference_property_test.cc places_property_test.cc ${PROJECT_SOURCE_DIR}/tests/golden/signing.cc
  DEPENDS policy_survey generated_policy)
target_link_libraries(policy_difference_property_test PRIVATE rapidcheck_gtest)
concordat_test(policy_survey_test
  SOURCES coverage_test.cc difference_test.cc disclosures_test.cc effect_test.cc parties_test.cc places_test.cc
  DEPENDS policy_survey small_policy)

# The built program against files: the commands' whole output.
concordat_test(policy_tools_golden_test SOURCES ${PROJECT_SOURCE_DIR}/tests/golden/tools/tools_test.cc DEPENDS policy_survey)
add_dependencies(policy_tools_golden_test concordat)
target_compile_definitions(policy_tools_golden_test PRIVATE CONCORDAT_BINARY="$<TARGET_FILE:concordat>")

concordat_test(policy_replay_test SOURCES ${PROJECT_SOURCE_DIR}/tests/unit/gateway/cli/replay_test.cc DEPENDS gateway_cli ledger_fixture)
add_dependencies(policy_replay_test concordat)
target_compile_definitions(policy_replay_test PRIVATE CONCORDAT_BINARY="$<TARGET_FILE:concordat>")
