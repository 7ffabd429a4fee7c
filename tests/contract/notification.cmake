erp_test(notification_contract contract
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/notification_inbox_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/notification_readiness_test.cpp
  LINKS notification_edge)
