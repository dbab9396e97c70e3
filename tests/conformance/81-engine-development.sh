#!/bin/bash
exec "$(dirname "$0")/engine.sh" development
