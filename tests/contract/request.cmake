erp_test(mongo_contract contract
  SOURCES mongo_test.cpp mongo_grouped_writes_test.cpp
  LINKS erp::mongo)
erp_test(approval-request_contract contract
  SOURCES request_reconciliation_notes_test.cpp request_documents_test.cpp request_epochs_test.cpp request_ids_test.cpp request_leave_test.cpp
          request_outbox_test.cpp request_queries_test.cpp request_redraft_test.cpp request_rights_test.cpp
  LINKS approval-request_edge)
