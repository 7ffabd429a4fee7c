// This service's own database: where it is and which tables it has (migrations/*.sql).
#pragma once

#include "employee/config.h"
#include "mysql/migration.h"
#include "mysql/pool.h"

namespace erp::employee {

mysql::ConnectOptions Database(const Config& config);
mysql::PoolOptions PoolOf(const Config& config);

// The .sql files, built in, in order of their version.
const mysql::Migrations& Migrations();

// The version that this daemon needs to work.
int NeededSchema();

}  // namespace erp::employee
