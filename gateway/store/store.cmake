# The contract and the in-memory store stand apart from RocksDB, so that the simulation and the TSan build link neither it nor its headers.
concordat_library(gateway_store
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/store.cc ${CMAKE_CURRENT_LIST_DIR}/memory_store.cc
  DEPENDS protocol_base)

concordat_library(gateway_rocks_store
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/rocks/database.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/dedup_filter.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/keys.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/commit_writer.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/options.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/recipient_queue.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/rocks_queue.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/rocks_store.cc
    ${CMAKE_CURRENT_LIST_DIR}/rocks/rows.cc
  DEPENDS gateway_store RocksDB::rocksdb-shared Threads::Threads)
