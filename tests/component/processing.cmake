erp_test(approval-processing_component component
  SOURCES processing_test.cpp processing_failover_test.cpp processing_faults_test.cpp processing_recall_test.cpp
          processing_rebuild_test.cpp
  LINKS approval-processing_edge)
add_dependencies(approval-processing_component approval-processing faulty_approval-processing)
