erp_test(approval-processing_contract contract
  SOURCES processing_tasks_test.cpp processing_decide_test.cpp processing_outbox_test.cpp
          processing_leavers_test.cpp processing_move_test.cpp processing_readiness_test.cpp processing_recall_test.cpp processing_rebuild_test.cpp
          processing_result_bodies_test.cpp
          processing_step_states_test.cpp
  LINKS approval-processing_edge erp::contracts)
