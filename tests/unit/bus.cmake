erp_test(bus_unit unit
  SOURCES bus_test.cpp
  LINKS erp::kafka)
erp_test(kafka_unit unit
  SOURCES kafka_offset_window_test.cpp kafka_lanes_test.cpp kafka_topic_scan_test.cpp
  LINKS erp::kafka)
erp_test(outbox_unit unit
  SOURCES outbox_limits_test.cpp outbox_pace_test.cpp outbox_relay_test.cpp
  LINKS erp::outbox)
erp_test(load_unit unit
  SOURCES load_test.cpp
  LINKS load_core)
erp_test(mysql_unit unit
  SOURCES mysql_failure_test.cpp mysql_limits_test.cpp
  LINKS erp::mysql)
erp_test(retention_unit unit
  SOURCES retention_test.cpp
  LINKS erp::kafka approval-request_edge approval-processing_edge)
