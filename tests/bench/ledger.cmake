concordat_bench(ledger_bench SOURCES ${CMAKE_CURRENT_LIST_DIR}/large_ledger.cc ${CMAKE_CURRENT_LIST_DIR}/ledger_bench.cc DEPENDS ledger_fixture)
