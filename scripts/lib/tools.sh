# Sourced by the scripts: the toolchains that scripts/setup fetched come first on PATH.
# Expects to be sourced with the repository's root as working directory.
tools_folder=$PWD/build/tools
for tools_bin in "$tools_folder"/*/bin; do
  [ ! -e "$tools_bin/../.ready" ] || PATH=$tools_bin:$PATH
done
export PATH
