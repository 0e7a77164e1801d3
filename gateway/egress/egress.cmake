concordat_library(gateway_egress
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/dispatcher.cc
  DEPENDS gateway_pipeline gateway_runtime)
