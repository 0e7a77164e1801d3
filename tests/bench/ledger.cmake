concordat_bench(ledger_views_bench
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/ledger_views_bench.cc ${PROJECT_SOURCE_DIR}/tests/unit/gateway/ledger/views/traffic.cc
  DEPENDS ledger_fixture GTest::gtest)
concordat_bench(ledger_bench SOURCES ${CMAKE_CURRENT_LIST_DIR}/large_ledger.cc ${CMAKE_CURRENT_LIST_DIR}/ledger_bench.cc DEPENDS ledger_fixture)
