concordat_library(gateway_clock
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/clock.cc
  DEPENDS protocol_base)
