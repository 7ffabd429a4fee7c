# A WebSocket and STOMP client that can also break the rules; the other layers use it too.
add_library(test_websocket STATIC ${PROJECT_SOURCE_DIR}/tests/support/websocket.cpp)
target_include_directories(test_websocket PUBLIC ${PROJECT_SOURCE_DIR}/tests)

erp_test(unit_ws unit
  SOURCES notification_ws_server_test.cpp
  LINKS erp::ws test_websocket)
