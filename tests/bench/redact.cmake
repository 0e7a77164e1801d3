concordat_bench(redact_bench
  SOURCES redact_bench.cc ${PROJECT_SOURCE_DIR}/tests/unit/policy/redaction.cc
  DEPENDS policy_decide policy_redact policy_verify policy_model Boost::json GTest::gtest simdjson::simdjson)

concordat_bench(hl7_redact_bench
  SOURCES hl7_redact_bench.cc ${PROJECT_SOURCE_DIR}/tests/unit/policy/redaction.cc
  DEPENDS policy_redact policy_verify policy_plan GTest::gtest)

find_library(RE2_LIBRARY re2 REQUIRED)
concordat_bench(free_text_bench SOURCES free_text_bench.cc DEPENDS policy_redact ${RE2_LIBRARY})
