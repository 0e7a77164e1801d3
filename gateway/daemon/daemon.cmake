# Who holds the data folder: also for a tool that works on it while no gateway runs.
concordat_library(gateway_data_folder
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/data_folder.cc
  DEPENDS gateway_runtime)

concordat_library(gateway_daemon
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/door_tls.cc ${CMAKE_CURRENT_LIST_DIR}/erasures.cc ${CMAKE_CURRENT_LIST_DIR}/gateway.cc ${CMAKE_CURRENT_LIST_DIR}/gateway_open.cc ${CMAKE_CURRENT_LIST_DIR}/housekeeping.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger_faults.cc
    ${CMAKE_CURRENT_LIST_DIR}/policy_updates.cc ${CMAKE_CURRENT_LIST_DIR}/policy_entries.cc ${CMAKE_CURRENT_LIST_DIR}/public_ledger.cc
  DEPENDS gateway_admin gateway_config gateway_data_folder gateway_https gateway_ingress gateway_rocks_store gateway_folder_watch policy_survey PkgConfig::SYSTEMD)
target_precompile_headers(gateway_daemon REUSE_FROM gateway_ingress)

add_executable(concordatd ${CMAKE_CURRENT_LIST_DIR}/main.cc)
target_include_directories(concordatd PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(concordatd PRIVATE gateway_daemon CLI11::CLI11)
# Records are built on one thread and freed on another, for which the C library's allocator pays most. Sanitizers bring their own.
if(NOT CONCORDAT_SANITIZE)
  target_link_libraries(concordatd PRIVATE PkgConfig::JEMALLOC)
endif()
