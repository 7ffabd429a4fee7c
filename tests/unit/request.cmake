erp_test(approval-request_unit unit
  SOURCES request_app_test.cpp request_attendance_test.cpp request_cancellation_test.cpp request_decision_test.cpp request_draft_test.cpp
          request_employee_sink_test.cpp
          request_event_test.cpp request_facts_test.cpp request_forms_test.cpp request_handover_test.cpp request_held_test.cpp
          request_inbox_people_test.cpp
          request_inbox_reconciler_test.cpp request_json_test.cpp request_leave_test.cpp
          request_leaver_watch_test.cpp request_read_test.cpp request_reconciliation_edges_test.cpp
          request_results_test.cpp request_trail_test.cpp request_waiting_work_test.cpp
          request_members_test.cpp request_people_test.cpp request_recall_test.cpp request_reconciliation_test.cpp
          request_redraft_test.cpp request_rights_page_test.cpp request_rights_test.cpp request_views_test.cpp
  LINKS approval-request_edge)
erp_test(mongo_unit unit
  SOURCES mongo_bson_test.cpp mongo_fault_test.cpp mongo_limits_test.cpp
  LINKS erp::mongo PkgConfig::MONGOC)
