erp_test(notification_component component
  SOURCES notification_faults_test.cpp notification_http_test.cpp notification_lost_redis_test.cpp
          notification_session_test.cpp
          notification_test.cpp notification_token_test.cpp
  LINKS notification_edge test_websocket)
add_dependencies(notification_component notification faulty_notification)
