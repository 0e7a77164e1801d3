# The session is a state machine without a socket; only the second library knows Asio.
concordat_library(gateway_session
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/native_recall.cc ${CMAKE_CURRENT_LIST_DIR}/native_session.cc ${CMAKE_CURRENT_LIST_DIR}/quota.cc ${CMAKE_CURRENT_LIST_DIR}/sent_record.cc
  DEPENDS gateway_egress)

concordat_library(gateway_ingress
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/acceptor.cc ${CMAKE_CURRENT_LIST_DIR}/connection.cc ${CMAKE_CURRENT_LIST_DIR}/worker.cc
  DEPENDS gateway_session gateway_commit crypto_tls gateway_asio gateway_listening)
target_precompile_headers(gateway_ingress PRIVATE ${PROJECT_SOURCE_DIR}/gateway/runtime/asio_pch.h)
