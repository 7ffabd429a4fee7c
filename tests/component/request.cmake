erp_test(approval-request_component component
  SOURCES request_test.cpp request_decide_test.cpp request_draft_test.cpp request_forms_test.cpp
          request_internal_test.cpp
          request_leave_test.cpp request_leavers_test.cpp request_operation_test.cpp request_recall_test.cpp
          request_results_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/../support/mysql_database.cpp
  LINKS approval-request_edge erp::mysql)
add_dependencies(approval-request_component approval-request approval-processing faulty_approval-request employee)
