concordat_library(gateway_commit
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/certificates.cc ${CMAKE_CURRENT_LIST_DIR}/commit_step.cc ${CMAKE_CURRENT_LIST_DIR}/committer.cc
    ${CMAKE_CURRENT_LIST_DIR}/erasure.cc
  DEPENDS crypto_tls gateway_store gateway_ledger gateway_clock Threads::Threads)
