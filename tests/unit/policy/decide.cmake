add_library(small_policy STATIC small_policy.cc)
target_link_libraries(small_policy PUBLIC policy_decide GTest::gtest)

concordat_test(policy_decide_test SOURCES decide_test.cc DEPENDS small_policy)
