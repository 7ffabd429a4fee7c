# A WebSocket and STOMP client that can also break the rules; the other layers use it too.
add_library(test_websocket STATIC ${PROJECT_SOURCE_DIR}/tests/support/websocket.cpp)
target_include_directories(test_websocket PUBLIC ${PROJECT_SOURCE_DIR}/tests)

erp_test(ws_unit unit
  SOURCES notification_ws_server_test.cpp
  LINKS erp::ws test_websocket)
erp_test(notification_unit unit
  SOURCES notification_caller_checks_test.cpp notification_feed_test.cpp notification_json_test.cpp notification_live_feeds_test.cpp
          notification_pages_test.cpp notification_replays_test.cpp notification_session_test.cpp
          notification_stomp_edges_test.cpp notification_stomp_fuzz_test.cpp notification_stomp_test.cpp
  LINKS notification_edge)
target_include_directories(notification_unit PRIVATE ${CMAKE_CURRENT_LIST_DIR})
