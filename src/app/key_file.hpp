// Key files of the command line: an encrypted key, its register row beside it, pass phrases.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/seal.hpp"
#include "service/held_key.hpp"
#include "service/sealed_content.hpp"

namespace app {

/// Errors: file errors, `key_pass_phrase`, `key_malformed`, `key_not_of_file`.
base::Result<service::HeldKey> read_key_file(std::string const& pem,
                                             std::string const& pass_phrase);

/// The pass phrases of so many keys: the lines of `file`, or WUPIAN_KEY_PASS for all.
/// Errors: `pass_phrase_missing`.
base::Result<std::vector<std::string>> read_pass_phrases(std::string const& file, size_t count);

/// Signers of key files. Errors: those above.
base::Result<std::vector<service::Signer>> read_signers(std::vector<std::string> const& pems,
                                                        std::string const& pass_file);

/// The register row's file of a key file.
std::string row_file(std::string const& pem);

/// A time given by the caller, or the clock's: 2026-11-23T08:15:30.123Z. Errors: `time_malformed`.
base::Result<std::string> instant_or_now(std::string const& given);

}  // namespace app
