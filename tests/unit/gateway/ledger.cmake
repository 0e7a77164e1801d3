add_library(ledger_fixture STATIC
  ${CMAKE_CURRENT_LIST_DIR}/ledger/ledger_fixture.cc ${CMAKE_CURRENT_LIST_DIR}/ledger/published_ledger.cc)
target_link_libraries(ledger_fixture PUBLIC gateway_ledger gateway_ledger_audit)

concordat_test(ledger_log_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/ledger/entry_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/head_file_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/log_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/log_open_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/publisher_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/erasure_list_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/vault_test.cc
  DEPENDS ledger_fixture Boost::json)

concordat_test(ledger_audit_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/ledger/attack_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/balance_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/canonical_json_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/growth_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/prove_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/show_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/verify_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/entry_time_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/traffic.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/undelivered_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/withheld_test.cc
  DEPENDS ledger_fixture Boost::json)

concordat_test(ledger_commands_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/ledger/ledger_commands_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/export_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/traffic.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/view_commands_test.cc
  DEPENDS ledger_fixture gateway_ledger_commands Boost::json)

concordat_test(ledger_sizes_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/ledger/sizes_test.cc
  DEPENDS ledger_fixture gateway_rocks_store)
