// Key files that a deployment or a person holds: an encrypted key and its register row beside it.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/seal.hpp"

namespace service {

/// A key as `wupian key make` wrote it: NAME.pem, and NAME.csv with its register row.
struct HeldKey {
    base::PrivateKey key;
    domain::SigningKey row;
};

/// The register row's file of a key file.
std::string key_row_file(std::string const& pem);

/// The row of one key. Errors: file errors, those of parse_csv_rows, `key_malformed`.
base::Result<domain::SigningKey> read_key_row(std::string const& csv);

/// Errors: file errors, `key_pass_phrase`, `key_malformed`, `key_not_of_file`.
base::Result<HeldKey> read_held_key(std::string const& pem, std::string const& pass_phrase);

/// Rows of all keys of a folder (*.csv); none without the folder.
base::Result<std::vector<domain::SigningKey>> key_rows_of(std::string const& folder);

}  // namespace service
