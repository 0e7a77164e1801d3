concordat_library(gateway_alerts
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/alert.cc ${CMAKE_CURRENT_LIST_DIR}/officers.cc ${CMAKE_CURRENT_LIST_DIR}/prune_officer.cc ${CMAKE_CURRENT_LIST_DIR}/open_alerts.cc
  DEPENDS gateway_keys gateway_store policy_decide protocol_json)
