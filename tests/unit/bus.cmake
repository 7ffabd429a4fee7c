erp_test(kafka_unit_test unit
  SOURCES kafka_offset_window_test.cpp kafka_lanes_test.cpp
  LINKS erp::kafka)
erp_test(outbox_unit_test unit
  SOURCES outbox_pace_test.cpp outbox_relay_test.cpp
  LINKS erp::outbox)
erp_test(load_unit_test unit
  SOURCES load_test.cpp
  LINKS load_core)
erp_test(mysql_unit_test unit
  SOURCES mysql_failure_test.cpp
  LINKS erp::mysql)
erp_test(retention_unit_test unit
  SOURCES retention_test.cpp
  LINKS erp::kafka approval-request_edge approval-processing_edge)
