concordat_test(https_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/https/ledger_pages_test.cc ${CMAKE_CURRENT_LIST_DIR}/https/router_test.cc
  DEPENDS ledger_fixture gateway_https)

concordat_test(witness_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/witness/asker_test.cc ${CMAKE_CURRENT_LIST_DIR}/witness/witness_test.cc
  DEPENDS ledger_fixture gateway_witness)
