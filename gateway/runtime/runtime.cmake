# Asio is compiled once, here; everything else sees declarations only (BOOST_ASIO_SEPARATE_COMPILATION).
add_library(gateway_asio STATIC ${CMAKE_CURRENT_LIST_DIR}/asio.cc)
target_compile_definitions(gateway_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(gateway_asio PUBLIC Boost::headers OpenSSL::SSL Threads::Threads)
target_compile_options(gateway_asio PRIVATE -w)

concordat_library(gateway_clock
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/clock.cc ${CMAKE_CURRENT_LIST_DIR}/clock_watch.cc
  DEPENDS protocol_base)

concordat_library(gateway_runtime
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/event_log.cc ${CMAKE_CURRENT_LIST_DIR}/files.cc ${CMAKE_CURRENT_LIST_DIR}/health.cc
  DEPENDS protocol_base gateway_clock spdlog::spdlog Threads::Threads)

concordat_library(gateway_folder_watch
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/folder_watch.cc
  DEPENDS protocol_base gateway_asio)

concordat_library(gateway_listening
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/listening.cc
  DEPENDS protocol_base gateway_asio)
