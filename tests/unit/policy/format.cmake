concordat_test(policy_format_test
  SOURCES format_test.cc format_property_test.cc
  DEPENDS policy_format small_policy Boost::json rapidcheck_gtest)
