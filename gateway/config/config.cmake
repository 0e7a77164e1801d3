include(${CMAKE_CURRENT_LIST_DIR}/policy_files.cmake)

concordat_library(gateway_config
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/gateway_config.cc ${CMAKE_CURRENT_LIST_DIR}/policy_source.cc
  DEPENDS gateway_policy_files gateway_runtime policy_decide)
