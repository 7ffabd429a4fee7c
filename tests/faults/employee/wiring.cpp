#include "employee/wiring.h"

#include "faults/employee/faulty_ledger.h"

namespace erp::employee {

Ports Wire(const Config& config, const Ports& given) {
  Ports ports = given;
  static FaultyLedger ledger(config, given.ledger);
  ports.ledger = ledger;
  return ports;
}

}  // namespace erp::employee
