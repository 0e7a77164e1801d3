concordat_test(committer_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/commit/committer_test.cc
  DEPENDS ledger_fixture gateway_commit)

concordat_test(rocks_rows_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/store/rows_test.cc ${CMAKE_CURRENT_LIST_DIR}/store/recipient_queue_test.cc
  DEPENDS gateway_rocks_store)
