erp_test(unit_libs unit
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/common_test.cpp ${CMAKE_CURRENT_LIST_DIR}/config_test.cpp ${CMAKE_CURRENT_LIST_DIR}/json_test.cpp ${CMAKE_CURRENT_LIST_DIR}/json_fuzz_test.cpp ${CMAKE_CURRENT_LIST_DIR}/observe_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/unicode_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/http_message_test.cpp
  LINKS erp::common erp::json erp::observe erp::http erp::auth)
