# One unit of Beast costs several seconds: the pages and the router know neither it nor Asio.
concordat_library(gateway_https
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/door.cc
    ${CMAKE_CURRENT_LIST_DIR}/http_client.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger_pages.cc
    ${CMAKE_CURRENT_LIST_DIR}/router.cc
    ${CMAKE_CURRENT_LIST_DIR}/session.cc
    ${CMAKE_CURRENT_LIST_DIR}/url.cc
    ${CMAKE_CURRENT_LIST_DIR}/witness_calls.cc
  DEPENDS crypto_tls gateway_ledger_audit gateway_listening gateway_runtime gateway_witness gateway_asio)
