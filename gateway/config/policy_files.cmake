include_guard(GLOBAL)
concordat_library(gateway_policy_files
  SOURCES config/policy_files.cc
  DEPENDS policy_decide)
