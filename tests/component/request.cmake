erp_test(component_request component
  SOURCES request_test.cpp request_decide_test.cpp request_internal_test.cpp
          request_operation_test.cpp request_recall_test.cpp request_results_test.cpp
  LINKS approval-request_edge)
add_dependencies(component_request approval-request faulty_approval-request)
