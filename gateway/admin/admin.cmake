concordat_library(gateway_admin
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/alert_commands.cc ${CMAKE_CURRENT_LIST_DIR}/control_commands.cc ${CMAKE_CURRENT_LIST_DIR}/control_server.cc
    ${CMAKE_CURRENT_LIST_DIR}/key_commands.cc ${CMAKE_CURRENT_LIST_DIR}/subject_commands.cc
  DEPENDS gateway_alerts gateway_commit gateway_keys gateway_ledger gateway_runtime gateway_store protocol_json gateway_asio)
target_precompile_headers(gateway_admin REUSE_FROM gateway_ingress)
