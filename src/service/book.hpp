// Loading the pack folder for a use case: finds it, reads it, and refuses a book with faults.
#pragma once

#include <string>
#include <vector>

#include "engine/pack/pack.hpp"

namespace service {

/// The pack folder: `given`, else the environment's WUPIAN_PACK, else the first folder `pack` found
/// from the program's own folder upwards, else `pack` in the current folder.
/// Errors: `pack_folder_missing`.
base::Result<std::string> find_pack_folder(std::string const& given);

/// Reads the folder. Errors: the first fault of the book (run `wupian rules check` for all).
base::Result<pack::Book> load_book(std::string const& folder);

/// True when an error is a fault of a pack file (exit code 1), not of the call (2).
bool is_pack_fault(base::Error const& error);

}  // namespace service
