erp_test(component_request component
  SOURCES request_test.cpp request_decide_test.cpp request_operation_test.cpp
  LINKS approval-request_edge)
add_dependencies(component_request approval-request)
