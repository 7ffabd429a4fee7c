erp_test(approval-processing_unit unit
  SOURCES processing_reconciliation_test.cpp processing_decision_test.cpp processing_decide_test.cpp processing_epoch_test.cpp processing_events_test.cpp
          processing_json_test.cpp processing_reconciler_test.cpp processing_members_test.cpp processing_recall_test.cpp
          processing_answers_test.cpp processing_epoch_answers_test.cpp processing_loops_test.cpp
  LINKS approval-processing_edge)
