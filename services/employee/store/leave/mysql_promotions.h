// PromotionRegister on MariaDB/MySQL: table leave_promotions. Both kinds of change lock the
// person's first notice of a rule before anything else; no other lock is taken.
#pragma once

#include <vector>

#include "employee/app/leave/promotion_ports.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. Both must outlive it.
class MysqlPromotions final : public PromotionRegister {
 public:
  MysqlPromotions(mysql::Pool& pool, PublishingTransactions& transactions)
      : pool_(pool), transactions_(transactions) {}

  std::vector<PromotionNotice> Of(EmployeeId employee) override;
  bool Give(const PromotionNotice& notice) override;
  Result<PromotionNotice> Change(EmployeeId employee,
                                 PromotionId id,
                                 const Answer& answer) override;

 private:
  mysql::Pool& pool_;
  PublishingTransactions& transactions_;
};

}  // namespace erp::employee
