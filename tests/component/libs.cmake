erp_test(http_component component
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/http_server_test.cpp ${CMAKE_CURRENT_LIST_DIR}/http_limits_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/http_client_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/http_streamed_answer_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/http_upload_abuse_test.cpp ${CMAKE_CURRENT_LIST_DIR}/http_upload_test.cpp
  LINKS erp::common erp::json erp::observe erp::http)
