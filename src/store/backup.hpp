// Backup and restore: one file for both databases, with a manifest, the rows as text and a digest.
#pragma once

#include <string>

#include "domain/edition.hpp"
#include "store/database.hpp"

namespace store {

struct BackupReport {
    int64_t schema = 0;  // Last migration.
    domain::Edition edition = domain::bank;
    int64_t rows = 0;
    std::string digest;  // SM3 of the file up to the digest itself.
};

/// All rows of one moment; others go on writing. The file is readable by its owner only, appears
/// whole or not at all, and is never put in the place of another. Lines: `wupian-backup,1`, then
/// `schema,<number>,<instant>,<edition>`; per table `table,<name>,<columns…>` and rows;
/// `end,<rows>,<SM3 of all before>`. Errors: `file_unwritable`, `migration_needed`.
base::Result<BackupReport> backup(Database& database, Moment const& moment,
                                  std::string const& path);

/// Into a database without tables, in one transaction. A backup of SQLite may go into PostgreSQL
/// and the other way round. Errors: `restore_not_empty`, `backup_broken` (line, why: a byte
/// changed, the end is missing), `backup_newer`, those of the database.
base::Result<BackupReport> restore(Database& database, Moment const& moment,
                                   std::string const& path);

/// Recomputes the digest without a database. Errors: `backup_broken`, `file_unreadable`.
base::Result<BackupReport> verify_backup(std::string const& path);
base::Result<BackupReport> verify_backup_text(std::string_view text, std::string const& path);

}  // namespace store
