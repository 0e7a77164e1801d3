add_library(small_policy STATIC small_policy.cc)
target_link_libraries(small_policy PUBLIC policy_decide GTest::gtest)

concordat_test(policy_decide_test SOURCES conditions_test.cc decide_test.cc name_table_test.cc shadow_test.cc strictness_test.cc DEPENDS small_policy)
concordat_test(policy_yaml_test SOURCES yaml_test.cc DEPENDS policy_source)
concordat_test(policy_load_test SOURCES load_test.cc lawful_basis_test.cc examples_test.cc DEPENDS small_policy)
concordat_test(policy_plan_test SOURCES plan_test.cc policy_property_test.cc DEPENDS small_policy)
target_link_libraries(policy_plan_test PRIVATE rapidcheck_gtest)
concordat_test(policy_explain_test SOURCES explain_test.cc DEPENDS policy_explain small_policy)
